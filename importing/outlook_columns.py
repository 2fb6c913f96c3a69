"""How Outlook names its columns, in the languages in which it writes them.

English first; then German, French, Spanish, Italian, Dutch, Portuguese (of Brazil and Portugal),
Danish, Norwegian, Swedish, Finnish, Polish, Czech, Slovak, Hungarian, Romanian, Croatian,
Slovenian, Serbian, Bulgarian, Russian, Ukrainian, Turkish, Greek, Hebrew, Arabic, Japanese,
Korean, Chinese in both scripts, as far as they are known. Numbers are left out: of the second
street and the third address the name is the same.
"""

NAMES = {
    "prefix": "Title;Anrede;Titre;Tratamiento;Titolo;Titel;Tratamento;Título;Tittel;Tytuł;Titul;"
    "Cím;Titlu;Titula;Naziv;Zvanje;Обръщение;Обращение;Звернення;Unvan;תואר;اللقب;肩書き;"
    "호칭(영문);英文称谓;頭銜",
    "given": "First Name;Vorname;Prénom;Nombre;Nome;Voornaam;Primeiro nome;Nome próprio;Fornavn;"
    "Förnamn;Etunimi;Imię;Jméno;Krstné meno;Utónév;Prenume;Ime;Собствено име;Имя;Ім'я;İlk Adı;"
    "שם פרטי;الاسم الأول;名;이름;名字",
    "middle": "Middle Name;Weitere Vornamen;Deuxième prénom;Segundo nombre;Secondo nome;"
    "Middelste naam;Segundo nome;Outros nomes/apelidos;Mellemnavn;Mellomnavn;Mellannamn;"
    "Toinen nimi;Drugie imię;2. křestní jméno;Ďalšie meno;Középső;Al doilea nume;Srednje ime;"
    "Drugo ime;Бащино име;Отчество;По батькові;İkinci Adı;שם פרטי שני;الاسم الأوسط;"
    "ミドル ネーム;중간 이름;中间名;中間名",
    "family": "Last Name;Nachname;Nom;Apellidos;Cognome;Achternaam;Sobrenome;Apelido;Efternavn;"
    "Etternavn;Efternamn;Sukunimi;Nazwisko;Příjmení;Priezvisko;Vezetéknév;Nume de familie;Prezime;"
    "Priimek;Фамилно име;Фамилия;Прізвище;Soyadı;שם משפחה;اسم العائلة;姓;성;姓氏",
    "suffix": "Suffix;Suffixe;Sufijo;Titolo straniero;Achtervoegsel;Sufixo;Suffiks;Namnsuffix;"
    "Jälkiliite;Sufiks;Za příjmením;Prípona;Utótag;Sufix;Pripona;Суфикс;Суффикс;Суфікс;Sonek;"
    "סיומת;لاحقة;敬称;호칭(한글);中文称谓;稱謂",
    "nickname": "Nickname;Spitzname;Surnom;Sobrenombre;Bijnaam",
    "company": "Company;Firma;Société;Organización;Società;Bedrijf;Empresa;Företag;Yritys;"
    "Společnost;Spoločnosť;Cég;Firmă;Tvrtka;Podjetje;Kompanija;Фирма;Организация;Організація;"
    "Şirket;חברה;الشركة;会社名;회사;单位;公司",
    "department": "Department;Abteilung;Service;Departamento;Reparto;Afdeling;Avdeling;Avdelning;"
    "Osasto;Dział;Oddělení;Oddelenie;Osztály;Serviciu;Odjel;Oddelek;Odeljenje;Отдел;Відділ;Bölüm;"
    "מחלקה;القسم;部署;부서;部门;部門",
    "title": "Job Title;Position;Fonction;Puesto;Posizione;Functie;Cargo;Stilling;Befattning;"
    "Tehtävänimike;Stanowisko;Funkce;Funkcia;Beosztás;Ocupaţie;Poslovna titula;Naziv1;Radno mesto;"
    "Длъжност;Должность;Посада;İş Unvanı;תפקיד;اللقب المهني;役職;직함;职务;職稱",
    "email": "E-mail Address;E-Mail-Adresse;Adresse de messagerie;Dirección de correo electrónico;"
    "Dirección del correo electrónico;Indirizzo posta elettronica;E-mailadres;Endereço de email;"
    "Endereço de correio electrónico;Endereço do correio electrónico;E-postadresse;E-postadress;"
    "Sähköpostiosoite;Adres e-mail;E-mailová adresa;E-mail cím;Adresă de poştă electronică;"
    "Adresă poştă electronică;Adresa e-pošte;E-poštni naslov;E-adresa;Имейл адрес;"
    "Адрес эл. почты;Адреса ел. пошти;Elektronik Posta Adresi;Elektronik Posta Adres;"
    "כתובת דואר אלקטרוני;عنوان البريد الإلكتروني;電子メール アドレス;전자 메일 주소;电子邮件地址;"
    "電子郵件地址",
    "phone_mobile": "Mobile Phone;Mobiltelefon;Tél. mobile;Móvil;Teléfono móvil;Cellulare;"
    "Mobiele telefoon;Telefone celular;Telemóvel;Matkapuhelin;Telefon komórkowy;Mobilní telefon;"
    "Mobilný telefón;Telefon mobil;Mobitel;Prenosni telefon;Mobilni telefon;Мобилен телефон;"
    "Телефон переносной;Телефон мобільний;Cep Telefonu;טלפון נייד;الهاتف الجوال;携帯電話;휴대폰;"
    "移动电话;行動電話",
    "phone_work": "Business Phone;Company Main Phone;Telefon geschäftlich;Telefon Firma;"
    "Téléphone (bureau);Téléphone société;Teléfono del trabajo;"
    "Número de centralita de la organización;Ufficio;Telefono principale società;Telefoon op werk;"
    "Hoofdtelefoon bedrijf;Telefone comercial;Telefone principal da empresa;Telefone da empresa;"
    "2º telefone da empresa;Telefon (arbejde);Primær telefon (firma);Telefon, arb.;"
    "Hovedtelefon for firma;Arbete;Telefon, arbete;Företag, växel;Työpuhelin;"
    "Yrityksen puhelinvaihde;Telefon służbowy;Główny telefon do firmy;Telefon (zam.);"
    "Telefon společnosti;Telefón do práce;Hlavný telefón spoločnosti;Hivatali telefon;"
    "Másik hivatali telefon;Cég fővonala;Telefon firmă;Telefon principal firmă;Službeni telefon;"
    "Telefonski broj centrale tvrtke;Centrala podjetja;Telefon na poslu;Glavni telefon kompanije;"
    "Служебен телефон;Основен телефон на фирмата;Рабочий телефон;Телефон раб.;"
    "Основной телефон организации;Робочий телефон;Телефон роб.;Основний телефон організації;"
    "İş Telefon No;İş Telefonu;Şirket Santral Telefonu;טלפון בעבודה;هاتف العمل;会社電話;"
    "会社代表電話;근무처 전화;회사 대표 전화;商务电话;单位主要电话;商務電話;公司代表線",
    "phone_home": "Home Phone;Telefon privat;Téléphone (domicile);Particular;Abitazione;"
    "Telefoon thuis;Telefone residencial;Telefone da residência;2º telefone da residência;"
    "Telefon, priv.;Hem;Telefon, hem;Kotipuhelin;Telefon domowy;Telefon domů;Telefón domov;"
    "Otthoni telefon;Másik otthoni telefon;Telefon domiciliu;Kućni telefon;Domači telefon;"
    "Telefon kod kuće;Домашен телефон;Домашний телефон;Телефон дом.;Домашній телефон;"
    "Ev Telefonu;טלפון בבית;هاتف المنزل;自宅電話;집 전화 번호;집 전화;住宅电话;住家電話",
    "phone_fax": "Business Fax;Home Fax;Other Fax;Fax geschäftlich;Fax privat;Weiteres Fax;"
    "Télécopie (bureau);Télécopie (domicile);Télécopie (autre);Fax del trabajo;Otro fax;"
    "Fax (uff.);Fax (ab.);Altro fax;Fax op werk;Fax thuis;Andere fax;Fax comercial;"
    "Fax residencial;Outro fax;Fax da empresa;Fax da residência;Fax (arbejde);Anden fax;"
    "Telefaks, arb.;Telefaks, priv.;Annen telefaks;Fax arbete;Fax, hem;Fax, annan;Työfaksi;"
    "Kotifaksi;Muu faksi;Faks służbowy;Faks domowy;Inny faks;Fax (zam.);Fax domů;Jiný fax;"
    "Fax do práce;Fax domov;Iný fax;Hivatali fax;Otthoni fax;Egyéb fax;Fax firmă;Fax domiciliu;"
    "Alt fax;Službeni faks;Kućni faks;Domači faks;Drugi faks;Faks na poslu;Faks kod kuće;"
    "Служебен факс;Домашен факс;Друг факс;Рабочий факс;Домашний факс;Другой факс;Робочий факс;"
    "Домашній факс;Інший факс;İş Faks No;Ev-Faks No;Diğer Faks No;פקס בעבודה;פקס בבית;פקס אחר;"
    "فاكس العمل;فاكس المنزل;فاكس آخر;会社 FAX;自宅 FAX;その他の FAX;근무지 팩스;집 팩스;기타 팩스;"
    "商务传真;住宅传真;其他传真;商務傳真;住家傳真;其他傳真",
    "phone": "Other Phone;Primary Phone;Car Phone;Radio Phone;Pager;Callback;Weiteres Telefon;"
    "Haupttelefon;Autotelefon;Autre téléphone;Téléphone (autre);Téléphone principal;"
    "Téléphone (voiture);Otro teléfono;Teléfono principal;Altro telefono;Telefono principale;"
    "Telefono auto;Andere telefoon;Hoofdtelefoon;Autotelefoon;Outro telefone;Telefone principal;"
    "Telefone do carro;Anden telefon;Primær telefon;Biltelefon;Annen telefon;Hovedtelefon;"
    "Telefon, annan;Muu puhelin;Ensisijainen puhelin;Autopuhelin;Inny telefon;Telefon podstawowy;"
    "Telefon w samochodzie;Jiný telefon;Primární telefon;Telefon do auta;Iný telefón;"
    "Primárny telefón;Autotelefón;Egyéb telefon;Elsődleges telefon;Autótelefon;Alt telefon;"
    "Telefon principal;Drugi telefon;Primarni telefon;Друг телефон;Основен телефон;Другой телефон;"
    "Основной телефон;Телефон в машине;Інший телефон;Основний телефон;Телефон у машині;"
    "Diğer Telefon No;Birincil Telefon;Araç Telefonu;טלפון אחר;טלפון עיקרי;هاتف آخر;"
    "الهاتف الأساسي;その他の電話;通常の電話;自動車電話;기타 전화;기본 전화;其他电话;主要电话;"
    "其他電話;代表電話",
    "url": "Web Page;Personal Web Page;Webseite;Page Web;Página Web;Pagina Web;Webpagina;"
    "Página da Web;Página na Web;Webside;Webbsida;Web-sivu;Strona sieci Web;Webová stránka;"
    "Weblap;Pagină Web;Web-stranica;Spletna stran;Veb stranica;Уеб страница;Веб-страница;"
    "Веб-сторінка;Web Sayfası;דף אינטרנט;صفحة ويب;Web ページ;웹 페이지;网页;網頁",
    "birthday": "Birthday;Geburtstag;Anniversaire;Cumpleaños;Compleanno;Verjaardag;"
    "Data de nascimento;Fødselsdag;Födelsedag;Syntymäpäivä;Urodziny;Narozeniny;Narodeniny;"
    "Születésnap;Zi de naştere;Rođendan;Rojstni dan;Рожден ден;День рождения;День народження;"
    "Doğum günü;יום הולדת;تاريخ الميلاد;誕生日;생일;生日",
    "anniversary": "Anniversary;Jahrestag;Anniversaire de mariage ou fête;Aniversario;Anniversario;"
    "Speciale datum;Datas especiais;Mærkedag;Merkedag;Årsdag;Vuosipäivä;Rocznica;Výročí;Výročie;"
    "Évforduló;Aniversare;Obljetnica;Godišnjica;Годишнина;Годовщина;Річниця;Yıldönümü;"
    "יום נישואין;الذكرى السنوية;記念日;결혼 기념일;纪念日;紀念日",
    "tags": "Categories;Kategorien;Catégories;Categorías;Categorie;Categorieën;Categorias;"
    "Kategorier;Luokat;Kategorie;Kategórie;Kategóriák;Categorii;Kategorije;Zvrsti;Категории;"
    "Категорії;Kategoriler;קטגוריות;الفئات;分類;범주 항목;类别;類別",
    "notes": "Notes;Notizen;Notas;Notities;Note;Anotações;Notater;Anteckningar;Muistilaput;"
    "Notatki;Poznámky;Feljegyzések;Bilješke;Opombe;Beleške;Бележки;Заметки;Нотатки;Notlar;הערות;"
    "ملاحظات;メモ;메모;附注;記事",
    "named_note": "Spouse;Partner;Ehepartner;Conjoint(e);Conjoint;Cónyuge;Coniuge;Nome coniuge;"
    "Cônjuge;Ægtefælle;Ektefelle;Make maka;Puoliso;Współmałżonek;Manžel/manželka;Manžel(ka);"
    "Házastárs;Soţ(ie);Supružnik;Zakonec;Съпруг(а);Супруг(а);Дружина;Eşi;配偶者;배우자;配偶;"
    "Children;Kinder;Enfants;Hijos;Figli;Kinderen;Filhos;Børn;Barn;Lapset;Dzieci;Děti;Deti;"
    "Gyerekek;Copii;Djeca;Deca;Деца;Дети;Діти;Çocuklar;子供;자녀;子女;Referred By;Manager's Name;"
    "Assistant's Name;Hobby;Schools",
    "work_street": "Business Street;Straße geschäftlich;Rue (bureau);Calle del trabajo;Via (uff.);"
    "Werkadres, straat;Rua do endereço comercial;Rua da empresa;Gade (arbejde);Gade (firma);"
    "Adresse, arb.: Gate/vei;Gatuadress, arbete;Lähiosoite (työ);Adres służbowy - ulica;"
    "Ulice (zam.);Ulica (práca);Munkahely címe;vállalati utcacím;Stradă Firmă;"
    "Službena adresa - ulica;Službeni naslov - ulica;Ulica (posao);Улица (сл. адрес);"
    "Улица (раб. адрес);Вулиця (роб. адреса);İş-Cadde;רחוב כתובת העבודה;شارع العمل;番地 (会社);"
    "住所 (会社);근무지 주소 번지;근무지 번지;商务地址 街道;商務 - 街",
    "work_city": "Business City;Ort geschäftlich;Ville (bureau);Ciudad de trabajo;Città (uff.);"
    "Werkadres, plaats;Cidade do endereço comercial;Localidade da empresa;By (arbejde);"
    "Adresse, arb.: Poststed;Ort, arbete;Postitoimipaikka (työ);Adres służbowy - miejscowość;"
    "Město (zam.);Mesto (práca);Város (hivatal);Oraş Firmă;Službena adresa - grad;"
    "Službeni naslov - kraj;Grad (posao);Град (сл. адрес);Город (раб. адрес);Місто (роб. адреса);"
    "İş-Şehir;עיר כתובת העבודה;مدينة العمل;市町村 (会社);근무지 구/군/시;商务地址 市/县;"
    "商務 - 市/鎮",
    "work_region": "Business State;Region geschäftlich;Dép/Région (bureau);"
    "Provincia o estado de trabajo;Provincia (uff.);Werkadres, provincie;"
    "Estado do endereço comercial;Distrito da empresa;Område (arbejde);Adresse, arb.: Område;"
    "Region, arbete;Sijaintitiedot (työ);Adres służbowy - województwo;Země (zam.);Okres (práca);"
    "Megye (hivatal);Judeţ firmă;Službena adresa - savezna država;Službeni naslov - zvezna država;"
    "Država (posao);Област (сл. адрес);Область (раб. адрес);Область (роб. адреса);İş-Bölge;"
    "אזור כתובת העבודה;ولاية العمل;都道府県 (会社);근무지 시/도;商务地址 省/市/自治区;商務 - 縣/市",
    "work_postal_code": "Business Postal Code;Postleitzahl geschäftlich;Code postal (bureau);"
    "Código postal del trabajo;CAP (uff.);Werkadres, postcode;CEP do endereço comercial;"
    "Código postal da empresa;Postnummer (arbejde);Adresse, arb.: Postnummer;Postadress, arbete;"
    "Postnr, arbete;Postinumero (työ);Adres służbowy - kod pocztowy;PSČ (zam.);PSČ (práca);"
    "Munkahely irányítószáma;Cod poştal Firmă;Službena adresa - poštanski broj;"
    "Službeni naslov - poštna številka;Poštanski broj (posao);Пощенски код (сл. адрес);"
    "Индекс (раб. адрес);Індекс (роб. адреса);İş-Posta Kodu;מיקוד כתובת העבודה;"
    "الرمز البريدي للعمل;郵便番号 (会社);근무지 우편 번호;商务地址 邮政编码;商務 - 郵遞區號",
    "work_country": "Business Country/Region;Business Country;Land/Region geschäftlich;"
    "Pays/Région (bureau);País o región del trabajo;Paese (uff.);Werkadres, land/regio;"
    "Land/regio (werk);País/Região da Empresa;Land/område (arbejde);Firmaland/område;Land, arbete;"
    "Maa/alue (työ);Adres służbowy - kraj/region;Země (zaměstnání);Krajina alebo oblasť (práca);"
    "Ország/régió (hivatal);Ţară/regiune firmă;Država/regija poslovanja;"
    "Službeni naslov - država/regija;Država/region firme;Страна/регион (служ. адрес);"
    "Страна или регион (раб. адрес);Країна або регіон (роб. адреса);İş-Ülke/Bölge;"
    "מדינה/אזור של העבודה;بلد العمل/المنطقة;国 (会社)/地域;근무지 국가/지역;商务地址 国家/地区;"
    "商務 - 國家/地區",
    "home_street": "Home Street;Straße privat;Rue (domicile);Calle del domicilio;Via (ab.);"
    "Huisadres, straat;Rua do endereço residencial;Endereço residencial;Rua da residência;"
    "Gade (privat);Adresse, priv.: Gate/vei;Gatuadress, hem;Lähiosoite (koti);Lähiosoite;"
    "Adres domowy - ulica;Ulice (dom.);Ulica (domov);Lakcím;otthoni utcacím;Stradă domiciliu;"
    "Kućna adresa - ulica;Domači naslov - ulica;Kućna adresa;Улица (дом. адрес);"
    "Вулиця (дом. адреса);Ev-Cadde;רחוב כתובת הבית;شارع المنزل;番地 (自宅);住所 (自宅);집 번지;"
    "住宅地址 街道;住家 - 街",
    "home_city": "Home City;Ort privat;Ville (domicile);Ciudad de residencia;Città (ab.);"
    "Huisadres, plaats;Cidade do endereço residencial;Localidade da residência;By (privat);"
    "Adresse, priv.: Poststed;Hemort;Postitoimipaikka (koti);Adres domowy - miejscowość;"
    "Město (dom.);Mesto (domov);Város (lakás);Oraş domiciliu;Kućna adresa - grad;"
    "Domači naslov - kraj;Город (дом. адрес);Місто (дом. адреса);Ev-Şehir;עיר כתובת הבית;"
    "مدينة المنزل;市町村 (自宅);집 주소 구/군/시;住宅地址 市/县;住家 - 市/鎮",
    "home_region": "Home State;Bundesland/Kanton privat;Region privat;Dép/Région (domicile);"
    "Provincia (ab.);Huisadres, provincie;Estado do endereço residencial;Distrito da residência;"
    "Område (privat);Adresse, priv.: Område;Region, hem;Sijaintitiedot (koti);"
    "Adres domowy - województwo;Země (dom.);Okres (domov);Megye (lakás);Judeţ domiciliu;"
    "Kućna adresa - savezna država;Domači naslov - zvezna država;Область (дом. адрес);"
    "Область (дом. адреса);Ev-Bölge;אזור כתובת הבית;ولاية المنزل;都道府県 (自宅);집 주소 시/도;"
    "住宅地址 省/市/自治区;住家 - 縣/市",
    "home_postal_code": "Home Postal Code;Postleitzahl privat;Code postal (domicile);"
    "Código postal del domicilio;CAP (ab.);Huisadres, postcode;CEP do endereço residencial;"
    "Código postal da residência;Postnummer (privat);Adresse, priv.: Postnummer;Postnr, hem;"
    "Postinumero (koti);Adres domowy - kod pocztowy;PSČ (dom.);PSČ (domov);Irányítószám (lakás);"
    "Cod poştal domiciliu;Kućna adresa - poštanski broj;Domači naslov - poštna številka;"
    "Почтовый код (дом.);Поштовий код (дом.);Ev-Posta Kodu;מיקוד כתובת הבית;"
    "الرمز البريدي للمنزل;郵便番号 (自宅);집 주소 우편 번호;住宅地址 邮政编码;住家 - 郵遞區號",
    "home_country": "Home Country/Region;Home Country;Land/Region privat;Pays/Région (domicile);"
    "País o región del domicilio;Paese (ab.);Huisadres, land/regio;Land/regio (thuis);"
    "País/Região de Residência;País da Residência/Região;Land/område (privat);Hjemland/område;"
    "Land, hem;Maa/alue (koti);Adres domowy - kraj/region;Země (domů);"
    "Krajina alebo oblasť (domov);Ország/régió (lakás);Ţară/regiune domiciliu;"
    "Matična država/regija;Matična država/region;Domači naslov - država/regija;"
    "Страна/регион (дом. адрес);Страна или регион (дом. адрес);Країна або регіон (дом. адреса);"
    "Ev-Ülke/Bölge;מדינה/אזור של הבית;国 (自宅)/地域;집 주소 국가/지역;住宅地址 国家/地区;"
    "住家 - 國家/地區",
    "street": "Other Street;Weitere Straße;Rue (autre);Otra calle;Altra via;Ander adres, straat;"
    "Rua do outro endereço;Outro endereço;Anden gade;Annen adresse: Gate/vei;Annan gata;"
    "Lähiosoite (muu);Inny adres - ulica;Jiná ulice;Iná ulica;Más utcacím;Altă stradă;"
    "Druga adresa - ulica;Drugi naslov - ulica;Druga ulica;Улица (друг адрес);"
    "Улица (другой адрес);Вулиця (інша адреса);Diğer-Cadde;番地 (その他);住所 (その他);기타 번지;"
    "其他地址 街道;其他 - 街",
    "city": "Other City;Weiterer Ort;Ville (autre);Otra ciudad;Altra città;Ander adres, plaats;"
    "Localidade do outro endereço;Anden by;Annen adresse: Poststed;Annan ort;"
    "Postitoimipaikka (muu);Inny adres - miejscowość;Jiné město;Iné mesto;Más város;Alt oraş;"
    "Druga adresa - grad;Drugi naslov - kraj;Drugi grad;Град (друг адрес);Город (другой адрес);"
    "Місто (інша адреса);Diğer-Şehir;市町村 (その他);기타 구/군/시;其他地址 市/县;其他 - 市/鎮",
    "region": "Other State;Weitere Region;Weiteres/r Bundesland/Kanton;Dép/Région (autre);"
    "Otra provincia o estado;Altra provincia;Ander adres, provincie;Outro Estado;"
    "Distrito do outro endereço;Andet område;Annen adresse: Område;Annan region;"
    "Sijaintitiedot (muu);Inny adres - województwo;Jiný okres;Iný kraj;Más megye;Alt judeţ;"
    "Druga adresa - savezna država;Drugi naslov - zvezna država;Druga država;"
    "Област (друг адрес);Область (другой адрес);Область (інша адреса);Diğer-Bölge;"
    "都道府県 (その他);기타 시/도;其他地址 省/市/自治区;其他 - 縣/市",
    "postal_code": "Other Postal Code;Weitere Postleitzahl;Code postal (autre);Otro código postal;"
    "Altro CAP;Ander adres, postcode;Código postal do outro endereço;Andet postnummer;"
    "Annen adresse: Postnummer;Annat postnummer;Postinumero (muu);Inny adres - kod pocztowy;"
    "Jiné PSČ;Iné PSČ;Más irányítószám;Alt cod poştal;Druga adresa - poštanski broj;"
    "Drugi naslov - poštna številka;Drugi poštanski broj;Пощенски код (друг адрес);"
    "Индекс (другой адрес);Індекс (інша адреса);Diğer-Posta Kodu;郵便番号 (その他);기타 우편 번호;"
    "其他地址 邮政编码;其他 - 郵遞區號",
    "country": "Other Country/Region;Other Country;Weiteres Land/Region;Weiteres/e Land/Region;"
    "Pays/Région (autre);Otro país o región;Altro paese;Land/regio (anders);Outro País/Região;"
    "Andet land/område;Annet land/område;Annat land;Maa/alue (muu);Inny adres - kraj/region;"
    "Jiná země;Krajina alebo oblasť (iné);Más ország/régió;Altă ţară/regiune;"
    "Druga država/regija;Drugi naslov - država/regija;Druga država/region;"
    "Страна/регион (друг адрес);Страна или регион (другой адрес);Країна або регіон (інша адреса);"
    "Diğer-Ülke/Bölge;国 (その他)/地域;기타 국가/지역;其他地址 国家/地区;其他 - 國家/地區",
}
