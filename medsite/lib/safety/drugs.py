"""Names of drugs that no ending gives away, for a house that has not entered them as subjects.

Generic names in common use (WHO international non-proprietary names; some have another one in the United States or the
United Kingdom), and minerals that are given as drugs. It says nothing of a drug but that its name is one.
"""

_NAMES = """
    abacavir acetaminophen acetazolamide acitretin adrenaline albendazole albuterol alendronate allopurinol
    amiloride aminophylline amiodarone amphetamine anastrozole aripiprazole aspart aspirin atropine azathioprine
    baclofen bicalutamide bisacodyl bleomycin botulinum buprenorphine bupropion buspirone caffeine calcipotriol
    calcium captopril carbamazepine carbidopa carbimazole carboplatin cetirizine chloramphenicol chloroquine
    chlorphenamine chlorpromazine chlortalidone chlorthalidone cholestyramine ciclosporin cinnarizine cisplatin
    citalopram clomifene clomipramine clonidine codeine colchicine cortisone cyclizine cyclobenzaprine
    cyclophosphamide cyclosporine cyproterone dantrolene dapsone daunorubicin degludec desmopressin desogestrel
    detemir dexamfetamine dexamphetamine dextroamphetamine diamorphine diclofenac digoxin dihydrocodeine
    diltiazem diphenhydramine disulfiram dobutamine donepezil dopamine doxazosin doxorubicin entacapone
    ephedrine epinephrine eplerenone ergotamine escitalopram estradiol ethambutol ethosuximide ezetimibe
    febuxostat fentanyl fexofenadine finasteride flecainide flumazenil fluorouracil flutamide formoterol
    fosphenytoin frusemide furosemide gabapentin galantamine glargine glibenclamide gliclazide glimepiride
    glipizide glucagon glulisine glyburide glycopyrronium guanfacine haloperidol heroin hydralazine
    hydroxocobalamin hydroxychloroquine hydroxyzine hyoscine indapamide indometacin indomethacin insulin
    ipratropium iron isoniazid isosorbide isotretinoin ivabradine ivermectin ketamine ketorolac labetalol
    lacosamide lactulose lamotrigine leflunomide letrozole levocetirizine levodopa levonorgestrel lidocaine
    linezolid liothyronine lispro lithium loperamide loratadine macrogol magnesium mannitol mebendazole
    medroxyprogesterone mefenamic melatonin melphalan memantine meperidine mercaptopurine mesalazine metamizole
    methadone methimazole methocarbamol methotrexate methyldopa methylphenidate metoclopramide metolazone
    metronidazole mifepristone minoxidil misoprostol modafinil montelukast morphine mycophenolate naloxone
    naltrexone naproxen neostigmine nicotine nifedipine nitrofurantoin nitroglycerin noradrenaline
    norepinephrine norethisterone octreotide oestradiol orlistat oxcarbazepine oxybutynin oxycodone oxytocin
    paclitaxel paracetamol paroxetine penicillamine pethidine phenelzine phenobarbitone phenytoin phytomenadione
    pilocarpine piroxicam pizotifen potassium pramipexole prazosin primidone probenecid procainamide
    prochlorperazine procyclidine progesterone promethazine propofol propylthiouracil protamine pseudoephedrine
    pyrazinamide pyridostigmine quinidine quinine rasagiline riboflavin rifampicin rifampin riluzole ropinirole
    salbutamol scopolamine senna sertraline sildenafil sirolimus sodium solifenacin spironolactone sucralfate
    sulfadiazine sulfamethoxazole sulfasalazine tacrolimus tadalafil tamoxifen tamsulosin tapentadol terazosin
    terbinafine testosterone theophylline thiamine ticagrelor tiotropium tizanidine tolterodine topiramate
    tramadol tranexamic trihexyphenidyl trimethoprim valproate valproic vancomycin vardenafil varenicline
    venlafaxine verapamil vigabatrin vinblastine vincristine warfarin zinc zoledronate zolpidem zonisamide
    zopiclone
"""
DRUGS = frozenset(_NAMES.split())
